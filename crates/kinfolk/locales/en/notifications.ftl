### Notifications. The sentences stand behind a name: "Ann follows you".

notifications-title = Notifications
notifications-empty-title = Nothing new
notifications-empty-text = When someone follows you, mentions you, or likes what you post, you can see it here.
notifications-clear = Clear
notifications-clear-text = All notifications go, read or not. Posts and requests stay.
notifications-clear-submit = Clear all
notification-follow = follows you
notification-follow-request = asks to follow you
notification-friend-request = asks to be friends
notification-friend-accepted = accepted your friend request
notification-befriended = is your friend now
notification-mention = mentioned you
notification-favourite = favourited your post
notification-reblog = reposted your post
notification-new = New
notification-dismiss = Dismiss
notification-dismiss-of = Dismiss what { $name } did
